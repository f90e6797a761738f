/** Returns an error in Alpaca's form: `{code, message}` and what else it says. */
export function refusal(
  status: number,
  code: number,
  message: string,
  extra: Readonly<Record<string, unknown>> = {},
): Response {
  return Response.json({ code, message, ...extra }, { status });
}
