import { type MochaOptions, type Runner, type Test, reporters } from 'mocha';

const LONGEST_REASON = 500;

/** Mocha's usual report. At its end stand the tests that needed another try, with the reason, and the seconds that all took. */
export default class Reporter extends reporters.Spec {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    const begin = performance.now();
    const retried = new Map<string, string>();
    runner.on('retry', (test: Test, { message }: Error) => {
      // Later tries may fail for what the first one left.
      if (retried.has(test.fullTitle())) return;
      retried.set(test.fullTitle(), message.replaceAll(/\s+/g, ' ').slice(0, LONGEST_REASON));
    });
    runner.once('end', () => {
      // `.ci/run` looks for these lines.
      for (const [title, reason] of retried) console.log(`Needed another try: ${title}: ${reason}`);
      console.log(`${Math.round((performance.now() - begin) / 1000)} s`);
    });
  }
}
