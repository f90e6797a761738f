/** Line one. */
export function risk(team: any): number {
  return team.cash;
}
