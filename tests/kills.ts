/**
 * Returns how many kills a test does. `deno task test:kills` does as many as are
 * promised; among all the other tests, a fifth has to do.
 *
 * @param whole More than 0
 */
export function kills(whole: number): number {
  const isWhole = Deno.env.get("QTC_TEST_KILLS") === "all";
  return isWhole ? whole : Math.ceil(whole * 0.2);
}
