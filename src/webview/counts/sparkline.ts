/** The last minute of a function as a line: an SVG path. Pure. */

/**
 * From left to right, oldest first; empty where there are not two values. The largest value touches the top and zero the
 * bottom; new values come in at the right edge, which the line reaches from the start.
 * @param slots how many values fill the whole width
 */
export function sparklinePath(values: readonly number[], width: number, height: number, slots: number): string {
  if (values.length < 2) return '';
  const largest = Math.max(...values, 1);
  const step = width / (slots - 1);
  return values
    .map((value, index) => {
      const x = width - (values.length - 1 - index) * step;
      const y = height - (value / largest) * height;
      return `${index === 0 ? 'M' : 'L'}${rounded(x)} ${rounded(y)}`;
    })
    .join('');
}

function rounded(length: number): number {
  return Math.round(length * 10) / 10;
}
