/** Plain English of any length, the same for the same seed: sentences of business, with dates, amounts and order numbers in some. */

const subjects =
  'The supplier|Our accountant|The warehouse in the north|A colleague from sales|The new contract|Nobody in the team|' +
  'The second reminder|Every branch office|The customer|An old agreement|The quarterly report|Your last message';
const verbs =
  'confirmed|has not yet answered|moved to next week|explains in detail|forgot to mention|wants to see|' +
  'depends on|was compared with|arrived together with|quietly replaced|still waits for|already covers';
const objects =
  'the delivery of spare parts|the price list for spring|two open questions|the plan we agreed on|a longer warranty|' +
  'the usual discount|what the others asked for|the drawings of the engine room|a visit to the plant|the insurance';
const endings =
  '.|, which nobody expected.|, as it did last year.| because the road was closed.|, and that is good news.| before noon.|' +
  '; please keep it short.|, so we should call them.|: see the notes below.| without further comment.';
const figures =
  ' The order 4500-{n} is dated 3 March 2026.| It comes to {n}.40 EUR before tax.| Page {n} has the table.|' +
  ' Version 2.{n} replaces it.| There are {n} pieces on {n} pallets.| We need it by 14:30 on Tuesday.';

const lists = [subjects, verbs, objects, endings].map((text) => text.split('|'));
const figureList = figures.split('|');
const FIGURES_EVERY = 4; // Sentences; figures are where detectors have to look closer.

/** Numbers from 0 to below 1, the same for the same seed (a linear congruential generator). */
export function numbersOf(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Exactly `length` characters, ASCII; the last sentence is cut. */
export function proseOf(seed: number, length: number): string {
  const next = numbersOf(seed);
  const pick = (list: readonly string[]): string => list[Math.floor(next() * list.length)] ?? '';
  const sentences: string[] = [];
  for (let written = 0, count = 0; written <= length; count++) {
    const [subject = '', verb = '', object = '', ending = ''] = lists.map(pick);
    let sentence = `${subject} ${verb} ${object}${ending}`;
    if (count % FIGURES_EVERY === FIGURES_EVERY - 1) {
      sentence += pick(figureList).replaceAll('{n}', String(12 + Math.floor(next() * 80)));
    }
    sentences.push(sentence);
    written += sentence.length + 1;
  }
  return sentences.join(' ').slice(0, length);
}
