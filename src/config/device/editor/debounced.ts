/**
 * Runs an action once nobody has asked for it again during a pause. A later run makes an earlier one outdated.
 * @param pause in milliseconds
 */
export function debounced(pause: number) {
  let run = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = () => {
    run++;
    clearTimeout(timer);
  };
  return {
    cancel,
    /** @param action has to ask `counts` before it shows anything: it may be outdated */
    start(action: (counts: () => boolean) => void): void {
      cancel();
      const started = run;
      timer = setTimeout(() => action(() => started === run), pause);
    },
  };
}
