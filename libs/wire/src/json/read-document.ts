/** A body that was read: its operation, and the way back to bytes with changes made. */
import type { Change, ReadDocument } from '../llm/dialect.js';
import type { Operation } from '../llm/operation.js';
import type { CollectedSpans } from './collect-spans.js';
import type { LocatedJson } from './located-json.js';
import type { Edit } from './splice.js';
import { stride } from './tape.js';
import type { NodeId } from './tape.js';

/** How a dialect makes the changes that are more than other text. */
export interface ChangeRules {
  readonly withholdTools?: (json: LocatedJson, names: ReadonlySet<string>) => readonly Edit[];
  readonly askUsage?: (json: LocatedJson) => readonly Edit[];
  /** What repeats the texts at these places, in ascending order, elsewhere and has to go with them. */
  readonly withText?: (json: LocatedJson, changed: readonly NodeId[]) => readonly Edit[];
}

export function readDocument(
  json: LocatedJson,
  collected: CollectedSpans,
  operation: Operation,
  rules: ChangeRules,
): ReadDocument {
  return {
    kind: 'read',
    operation,
    apply: (changes) => json.splice(editsOf(json, collected, changes, rules)),
  };
}

function editsOf(
  json: LocatedJson,
  collected: CollectedSpans,
  changes: readonly Change[],
  rules: ChangeRules,
): readonly Edit[] {
  const edits: Edit[] = [];
  const texts = new Map<number, string>();
  const withheld = new Set<string>();
  let asksUsage = false;
  for (const change of changes) {
    if (change.kind === 'text') texts.set(change.span, change.text);
    else if (change.kind === 'withhold-tool') withheld.add(change.name);
    else asksUsage = true;
  }
  const changed: NodeId[] = [];
  const names = new Names(json);
  for (const [span, text] of texts) {
    const node = collected.nodes[span];
    const object = collected.objects[span];
    if (node === undefined || object === undefined || collected.spans[span]?.text === text) continue;
    changed.push(node);
    edits.push({ kind: 'text', node, text: object < 0 ? text : names.free(object, text) });
  }
  changed.sort((one, other) => one - other);
  if (changed.length > 0 && rules.withText !== undefined) edits.push(...rules.withText(json, changed));
  if (withheld.size > 0 && rules.withholdTools !== undefined)
    edits.push(...rules.withholdTools(json, withheld));
  if (asksUsage && rules.askUsage !== undefined) edits.push(...rules.askUsage(json));
  return edits;
}

/** Two names of one object that were masked alike must not become one. */
class Names {
  private readonly taken = new Map<NodeId, Set<string>>();

  constructor(private readonly json: LocatedJson) {}

  free(object: NodeId, wanted: string): string {
    const taken = this.taken.get(object) ?? this.namesOf(object);
    this.taken.set(object, taken);
    let text = wanted;
    for (let count = taken.size; taken.has(text); count += 1) text = `${wanted}_${count}`;
    taken.add(text);
    return text;
  }

  private namesOf(object: NodeId): Set<string> {
    const names = new Set<string>();
    const end = this.json.behind(object);
    for (let name = object + stride; name < end; name = this.json.behind(name + stride)) {
      names.add(this.json.text(name) ?? '');
    }
    return names;
  }
}
