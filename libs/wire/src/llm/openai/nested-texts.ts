/**
 * Texts that a delta brings inside lists and objects (`content` in parts, `reasoning_details`, what services add): pieces
 * of a text all the same, so each place in the structure is a channel, and text held back goes out in the same structure.
 */
import type { LocatedJson } from '../../json/located-json.js';
import type { NodeId } from '../../json/tape.js';
import type { JsonPath } from '../operation.js';
import { eachMember } from '../sse/each-member.js';
import type { FrameDraft, TextKind } from '../sse/frame-draft.js';
import { modelBytesMax } from '../sse/stream-limits.js';

interface Model {
  readonly key: string;
  /** Undefined where the frame was too large to be kept: the structure is then made up from the path. */
  readonly json: LocatedJson | undefined;
  readonly node: NodeId;
  readonly path: JsonPath;
  /** Every text of the structure: in a frame of our own the others are empty. */
  readonly paths: readonly JsonPath[];
}

export class NestedTexts {
  readonly #models = new Map<string, Model>();

  read(
    json: LocatedJson,
    node: NodeId,
    key: string,
    prefix: string,
    kind: TextKind,
    except: ReadonlySet<string>,
    draft: FrameDraft,
  ): void {
    const paths: JsonPath[] = [];
    const visit = (at: NodeId, path: JsonPath): void => {
      if (json.isString(at)) {
        const channel = `${prefix}/${path.join('/')}`;
        draft.text(json, at, channel, kind);
        paths.push(path);
        const kept = json.bytes.length <= modelBytesMax ? json : undefined;
        this.#models.set(channel, { key, json: kept, node, path, paths });
      }
      let index = 0;
      for (const element of json.elements(at)) visit(element, [...path, index++]);
      eachMember(json, at, (name, value) => {
        if (!except.has(name)) visit(value, [...path, name]);
      });
    };
    visit(node, []);
  }

  /** A delta with `text` on the channel; undefined where it is none of these. */
  deltaOf(channel: string, text: string): object | undefined {
    const model = this.#models.get(channel);
    if (model === undefined) return undefined;
    const { key, json, node, path, paths } = model;
    if (json === undefined) {
      const inside = (inner: unknown, step: string | number) =>
        typeof step === 'number' ? [inner] : { [step]: inner };
      return { [key]: path.reduceRight<unknown>(inside, text) };
    }
    const fill = (value: unknown, at: JsonPath): unknown => {
      if (typeof value === 'string' && paths.some((other) => isSame(other, at))) {
        return isSame(path, at) ? text : '';
      }
      if (Array.isArray(value)) return value.map((element, index) => fill(element, [...at, index]));
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value).map(([name, inner]) => [name, fill(inner, [...at, name])]),
      );
    };
    return { [key]: fill(json.valueOf(node), []) };
  }
}

const isSame = (one: JsonPath, other: JsonPath) =>
  one.length === other.length && one.every((step, index) => step === other[index]);
