// Waits for an installer to end well; when it does not, what it said is the error.

/** An installer's first words say why it failed; how it is used comes after. */
const outputCharsMax = 4_000;

/** @throws when `child` ends otherwise than with 0 */
export async function endedWell(what, child) {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => (output = (output + String(chunk)).slice(0, outputCharsMax)));
  }
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve(status ?? signal));
  });
  if (code !== 0) throw new Error(`${what} ended with ${code}\n${output}`);
}
