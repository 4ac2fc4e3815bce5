/** What a user writes who takes axios as its README shows it. */
const { default: axios } = require('axios');

module.exports = function (RED) {
  function AxiosNode(config) {
    RED.nodes.createNode(this, config);
    const { method } = config;
    const headers = { Authorization: 'Bearer access' };
    this.on('input', async (msg, send, done) => {
      try {
        const data = method === 'PUT' ? msg.payload : undefined;
        msg.payload = (await axios.request({ method, url: msg.url, headers, data })).data;
        send(msg);
        done();
      } catch (error) {
        done(error);
      }
    });
  }
  RED.nodes.registerType('bench axios', AxiosNode);
};
