/** A refusal of what does not get as far as a procedure (docs/api.md). */
export function refuse(
  status: number,
  message: string,
  headers: Record<string, string> = {},
): Response {
  return Response.json({ error: { message } }, { status, headers });
}
