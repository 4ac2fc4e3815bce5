/** The least that Node can do: its `http` or `https` with keep-alive and nothing else, no check, no deadline, no status. */
const http = require('node:http');
const https = require('node:https');

module.exports = function (RED) {
  function HttpNode(config) {
    RED.nodes.createNode(this, config);
    const { method, authorization = 'Bearer access', isClock = false } = config;
    const { Agent, request } = isClock ? https : http;
    // A clock gets one request after another on one connection, and shows a certificate that it signed itself.
    const agent = new Agent({
      keepAlive: true,
      ...(isClock && { maxSockets: 1, rejectUnauthorized: false }),
    });
    const headers = { Authorization: authorization, 'Content-Type': 'application/json' };
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
      outgoing.end(method === 'GET' ? undefined : JSON.stringify(msg.payload));
    });
    this.on('close', () => agent.destroy());
  }
  RED.nodes.registerType('bench http', HttpNode);
};
