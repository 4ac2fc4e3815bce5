import type { Figure } from './statistics';

/** The result of a part of the benchmark: for people, and for programs. */
export interface Report {
  tables: Table[];
  data: unknown;
}

export interface Table {
  title: string;
  columns: string[];
  rows: string[][];
}

/** How much to measure: all, or just enough to see that everything works. */
export interface Extent {
  quick: boolean;
}

export function printTable({ title, columns, rows }: Table): void {
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join('  ');
  console.log(`\n${title}\n\n${[columns, ...rows].map(line).join('\n')}`);
}

/** `median (least–most)` */
export function shown({ median, least, most }: Figure, digits = 0): string {
  return `${number(median, digits)} (${number(least, digits)}–${number(most, digits)})`;
}

export function number(value: number, digits = 0): string {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export const megabytes = (bytes: number, digits = 1): string => `${number(bytes / 1e6, digits)} MB`;
