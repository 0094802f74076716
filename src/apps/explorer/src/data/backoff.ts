/** How long to wait before the n-th try in a row: doubling from `first` to `most`, spread by a fifth either way. */
export function backoff(failures: number, first = 500, most = 15_000, random: () => number = Math.random): number {
  const plain = Math.min(most, first * 2 ** Math.min(failures - 1, 30));
  return Math.round(plain * (0.8 + 0.4 * random()));
}
