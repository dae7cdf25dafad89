/** The segments of a path as texts, their escapes undone: what stands in a path reaches the upstream as what stands in a body does. */
import { percentDecoded } from '../http/percent-decoded.js';
import type { TextSpan } from '../llm/operation.js';

export function pathTexts(path: string): readonly TextSpan[] {
  const spans: TextSpan[] = [];
  for (const [at, segment] of path.split('/').entries()) {
    if (segment === '') continue;
    const text = segment.includes('%') ? percentDecoded(segment) : segment;
    spans.push({ position: 'path', path: [at], text, key: '', isJson: false });
  }
  return spans;
}
