/** A node of a user's own that uses axios as its README shows it. For a clock, whose certificate is self-signed, it has an agent. */
const { Agent } = require('node:https');
const { default: axios } = require('axios');

module.exports = function (RED) {
  function AxiosNode(config) {
    RED.nodes.createNode(this, config);
    const { method, authorization = 'Bearer access', isClock = false } = config;
    const headers = { Authorization: authorization };
    const httpsAgent = isClock
      ? new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false })
      : undefined;
    this.on('input', async (msg, send, done) => {
      try {
        const data = method === 'GET' ? undefined : msg.payload;
        msg.payload = (await axios.request({ method, url: msg.url, headers, data, httpsAgent })).data;
        send(msg);
        done();
      } catch (error) {
        done(error);
      }
    });
  }
  RED.nodes.registerType('bench axios', AxiosNode);
};
