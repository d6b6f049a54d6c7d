/** What an error says, without a terminal's colours and without a stack. */
export function sentenceOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const lines = message
    // The colours of Playwright's call logs begin with an escape.
    .replaceAll(/\p{Cc}\[[0-9;]*m/gu, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('at '));
  return lines.join(' ').replace(/^page\.evaluate: (StillroomError|Error): /, '');
}
