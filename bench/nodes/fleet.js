/** Sends messages to many clocks at once, counts what comes back, and watches Node-RED's event loop. */

/** Milliseconds from one look at the event loop to the next. */
const EVERY = 10;

module.exports = function (RED) {
  function FleetNode(config) {
    RED.nodes.createNode(this, config);
    let arrive;
    this.on('input', (msg, _send, done) => {
      arrive?.(msg);
      done();
    });

    /**
     * Sends all of `messages` at once, and again every `pause` ms, so many `rounds`. A message may go to several clocks:
     * `expected` ends come of each round.
     */
    this.run = ({ messages, expected, rounds = 1, pause = 0 }) =>
      new Promise((resolve) => {
        let ended = 0;
        let failed = 0;
        let failure;
        // The harness would be told of every status by a message between processes, which no user has to pay for.
        const report = process.send;
        process.send = () => true;
        const start = performance.now();
        arrive = ({ error, statusCode }) => {
          // One error may be that of several clocks.
          const ends = error?.cause?.clocks?.length ?? 1;
          ended += ends;
          if (error !== undefined || statusCode >= 400) {
            failed += ends;
            failure ??= error?.message ?? `status ${statusCode}`;
          }
          if (ended < rounds * expected) return;
          process.send = report;
          arrive = undefined;
          resolve({ milliseconds: performance.now() - start, failed, failure });
        };
        for (let round = 0; round < rounds; round++) {
          setTimeout(() => this.send([messages.map((msg) => structuredClone(msg))]), round * pause);
        }
      });
  }
  RED.nodes.registerType('bench fleet', FleetNode);

  const permit = RED.auth.needsPermission('bench.write');
  RED.httpAdmin.post('/bench/fleet/:id', permit, (req, res) => {
    RED.nodes
      .getNode(req.params.id)
      .run(req.body)
      .then((ends) => res.json(ends));
  });

  /** How long each look had to wait for the event loop. */
  let delays;
  let looks;
  let cpu;
  /** Begins to watch. */
  RED.httpAdmin.post('/bench/loop', permit, (_req, res) => {
    delays = [];
    cpu = process.cpuUsage();
    let due = performance.now() + EVERY;
    looks = setInterval(() => {
      const now = performance.now();
      // One that is late stands for all that were due meanwhile: else a second of standing still would count once.
      for (; due <= now; due += EVERY) delays.push(now - due);
      due = now + EVERY;
    }, EVERY);
    res.json({});
  });
  /** How long what came at any time since then had to wait, and the processor's time: milliseconds. */
  RED.httpAdmin.get('/bench/loop', permit, (_req, res) => {
    clearInterval(looks);
    const { user, system } = process.cpuUsage(cpu);
    delays.sort((one, other) => one - other);
    const p99 = delays[Math.floor(delays.length * 0.99)] ?? 0;
    res.json({ p99, max: delays.at(-1) ?? 0, cpu: (user + system) / 1e3 });
  });
};
