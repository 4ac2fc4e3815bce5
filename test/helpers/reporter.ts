import { type MochaOptions, type Runner, type Test, reporters } from 'mocha';

/** Mocha's usual report. At its end stand the tests that needed another try, and the seconds that all took. */
export default class Reporter extends reporters.Spec {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    const begin = performance.now();
    const retried = new Set<string>();
    runner.on('retry', (test: Test) => retried.add(test.fullTitle()));
    runner.once('end', () => {
      // `.ci/run` looks for these lines.
      for (const title of retried) console.log(`Needed another try: ${title}`);
      console.log(`${Math.round((performance.now() - begin) / 1000)} s`);
    });
  }
}
