/** Sends messages into what is wired behind it, and counts what comes back: each message has to, once. */
const { subscribe } = require('node:diagnostics_channel');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

/** How long to wait for a second end of a message after the first: milliseconds. */
const AFTERTIME = 2000;

let requests = 0;
subscribe('http.client.request.start', () => requests++);

module.exports = function (RED) {
  function LoadNode(config) {
    RED.nodes.createNode(this, config);
    let arrive;

    this.on('input', (msg, _send, done) => {
      arrive?.(msg);
      done();
    });

    /** Each output gets its share, one message after the other. */
    const sendTo = (number, msg) => {
      const outputs = [];
      outputs[number % config.wires.length] = msg;
      this.send(outputs);
    };

    /**
     * Sends all messages at once, or so many a second; each is for a device of its own.
     * @param duration milliseconds to look on where there are no messages
     */
    this.run = ({ messages, perSecond, duration }) =>
      new Promise((resolve) => {
        const starts = new Float64Array(messages);
        const ends = new Uint8Array(messages);
        const errors = {};
        const seconds = [];
        let sent = 0;
        let ended = 0;
        let results = 0;
        let longest = 0;
        let longestBlock = 0;
        const requestsBefore = requests;
        // The harness would be told of every status by a message between processes, which no user has to pay for.
        const report = process.send;
        process.send = () => true;

        const start = performance.now();
        let lastBeat = start;
        const beat = () => {
          const now = performance.now();
          longestBlock = Math.max(longestBlock, now - lastBeat);
          const due = perSecond ? Math.ceil(((now - start) / 1000) * perSecond) : messages;
          for (; sent < Math.min(due, messages); sent++) {
            starts[sent] = now;
            sendTo(sent, { number: sent, device: sent + 1, payload: 'Kitchen' });
          }
          lastBeat = now;
        };
        const sample = () => {
          // It would stop the event loop, whose delay counts where there are many nodes.
          if (config.wires.length === 1) collectGarbage();
          const { heapUsed } = process.memoryUsage();
          const sockets = process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
          seconds.push({ requests: requests - requestsBefore, underWay: sent - ended, heapUsed, sockets });
          lastBeat = performance.now();
        };
        const delay = monitorEventLoopDelay({ resolution: 10 });
        delay.enable();
        const cpu = process.cpuUsage();
        const timers = [setInterval(beat, 10), setInterval(sample, 1000)];

        const finish = () => {
          timers.forEach(clearInterval);
          delay.disable();
          const { user, system } = process.cpuUsage(cpu);
          sample();
          process.send = report;
          arrive = undefined;
          const once = ends.filter((times) => times === 1).length;
          resolve({
            once,
            results,
            longest,
            longestBlock,
            // In nanoseconds, the resolution included.
            loopDelay: { p99: delay.percentile(99) / 1e6 - 10, max: delay.max / 1e6 - 10 },
            cpu: (user + system) / 1e3,
            requests: requests - requestsBefore,
            errors,
            seconds,
          });
        };
        arrive = ({ number, error }) => {
          if (ends[number]++ > 0) return;
          longest = Math.max(longest, performance.now() - starts[number]);
          if (error === undefined) results++;
          else errors[error.message] = (errors[error.message] ?? 0) + 1;
          if (++ended === messages) setTimeout(finish, AFTERTIME);
        };
        sample();
        if (duration) setTimeout(finish, duration);
      });
  }
  RED.nodes.registerType('test load', LoadNode);

  RED.httpAdmin.post('/load/:id', RED.auth.needsPermission('load.write'), (request, response) => {
    RED.nodes
      .getNode(request.params.id)
      .run(request.body)
      .then((figures) => response.json(figures));
  });
};
