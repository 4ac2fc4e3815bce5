/** The least that Node can do: its `http` with keep-alive and nothing else, no check, no deadline, no status. */
const { Agent, request } = require('node:http');

module.exports = function (RED) {
  function HttpNode(config) {
    RED.nodes.createNode(this, config);
    const agent = new Agent({ keepAlive: true });
    const { method } = config;
    const headers = { Authorization: 'Bearer access', 'Content-Type': 'application/json' };
    this.on('input', (msg, send, done) => {
      const outgoing = request(msg.url, { method, agent, headers }, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', done);
        response.on('end', () => {
          msg.payload = JSON.parse(Buffer.concat(chunks).toString());
          msg.statusCode = response.statusCode;
          send(msg);
          done();
        });
      });
      outgoing.on('error', done);
      outgoing.end(method === 'PUT' ? JSON.stringify(msg.payload) : undefined);
    });
    this.on('close', () => agent.destroy());
  }
  RED.nodes.registerType('bench http', HttpNode);
};
