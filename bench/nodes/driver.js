/**
 * Keeps a number of messages under way through whatever is wired between its outputs and its input, and measures them.
 * Each message has a slot of its own and comes back before the slot's next one leaves, so the slots tell apart what is
 * under way: a slot has its own device, and its own output where there are several.
 */
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

module.exports = function (RED) {
  function DriverNode(config) {
    RED.nodes.createNode(this, config);
    const outputs = this.wires.length;
    let arrive;

    this.on('input', (msg, _send, done) => {
      arrive?.(msg);
      done();
    });

    /** Sends `messages` in all, `underWay` at a time, to the paths in turn. */
    this.run = ({ messages, underWay, url, paths, payload = { name: 'Kitchen' } }) =>
      new Promise((resolve) => {
        const latencies = new Float64Array(messages);
        const starts = new Float64Array(underWay);
        let sent = 0;
        let received = 0;
        let failed = 0;
        let failure;

        const send = (slot) => {
          sent++;
          const msg = {
            slot,
            device: slot + 1,
            url: url + paths[slot % paths.length],
            payload: structuredClone(payload),
          };
          starts[slot] = performance.now();
          if (outputs === 1) {
            this.send(msg);
          } else {
            const all = Array.from({ length: outputs });
            all[slot % outputs] = msg;
            this.send(all);
          }
        };

        // The harness would be told of every status by a message between processes, which no user has to pay for.
        const report = process.send;
        process.send = () => true;
        const cpu = process.cpuUsage();
        const start = performance.now();
        arrive = (msg) => {
          latencies[received++] = performance.now() - starts[msg.slot];
          if (msg.error !== undefined || msg.statusCode >= 400) {
            failed++;
            failure ??= msg.error?.message ?? `status ${msg.statusCode}`;
          }
          if (sent < messages) send(msg.slot);
          if (received < messages) return;
          const seconds = (performance.now() - start) / 1000;
          const { user, system } = process.cpuUsage(cpu);
          process.send = report;
          latencies.sort();
          resolve({
            perSecond: messages / seconds,
            cpuMicros: (user + system) / messages,
            p50: latencies[Math.floor(messages * 0.5)],
            p99: latencies[Math.floor(messages * 0.99)],
            longest: latencies[messages - 1],
            failed,
            failure,
          });
        };
        for (let slot = 0; slot < Math.min(underWay, messages); slot++) send(slot);
      });
  }
  RED.nodes.registerType('bench driver', DriverNode);

  const permit = RED.auth.needsPermission('bench.write');
  RED.httpAdmin.post('/bench/run/:id', permit, (req, res) => {
    RED.nodes
      .getNode(req.params.id)
      .run(req.body)
      .then((measurement) => res.json(measurement));
  });
  RED.httpAdmin.get('/bench/memory', permit, (_req, res) => {
    collectGarbage();
    const { rss, heapUsed } = process.memoryUsage();
    res.json({ rss, heapUsed });
  });
};
