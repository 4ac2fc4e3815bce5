/** The figures of many rounds as one: a machine that does other things as well makes single rounds worth little. */

export interface Figure {
  median: number;
  least: number;
  most: number;
}

export function figure(values: number[]): Figure {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? NaN;
  const middle = sorted.length / 2;
  return {
    median: (at(Math.ceil(middle) - 1) + at(Math.floor(middle))) / 2,
    least: at(0),
    most: at(sorted.length - 1),
  };
}

/** A straight line through measurements; `error` is the standard error of its slope. */
export interface Trend {
  slope: number;
  error: number;
}

/** @param values measured at equal distances; the slope is per distance */
export function trend(values: number[]): Trend {
  const meanX = (values.length - 1) / 2;
  const meanY = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, _, x) => sum + (x - meanX) ** 2, 0);
  const slope = values.reduce((sum, y, x) => sum + (x - meanX) * (y - meanY), 0) / squares;
  const residuals = values.reduce((sum, y, x) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  return { slope, error: Math.sqrt(residuals / Math.max(1, values.length - 2) / squares) };
}
