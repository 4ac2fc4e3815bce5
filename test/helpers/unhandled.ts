/** Fails the test in which nobody handles a rejection, as it would end Node-RED: Mocha alone says nothing of it. */
export const mochaHooks = {
  beforeAll(): void {
    process.on('unhandledRejection', fail);
  },
  afterAll(): void {
    process.off('unhandledRejection', fail);
  },
};

function fail(reason: unknown): never {
  throw reason;
}
