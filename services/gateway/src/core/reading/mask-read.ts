/** Masks a request that is there whole: its body and its query, in the form that goes on and in the form that is recorded. */
import type { MaskPlan } from '@sallyport/masking/actions/mask-plan';
import type { DetectorFailure } from '@sallyport/masking/engine/scanner';
import { BytesMasker } from '@sallyport/masking/stream/bytes-masker';
import type { MaskedKind } from '@sallyport/contracts/generated/sallyport/events/v1/operation';
import type { JudgedFindings } from '@sallyport/policy/operation';
import type { Change } from '@sallyport/wire/llm/dialect';
import { plain } from '@sallyport/wire/plain/plain';
import { maskSpans, type MaskedSpans } from '../masking/mask-spans.js';
import { MaskTally } from '../masking/mask-tally.js';
import type { QueryRead, ReadRequest } from './read-request.js';

/** What else is changed in the body that goes on. */
export interface OtherChanges {
  readonly withheldTools: readonly string[];
  readonly asksUsage: boolean;
}

export interface TwoForms<Form> {
  readonly sent: Form;
  /** The same object where the two do not differ. */
  readonly recorded: Form;
}

const untouched: MaskedSpans = { sent: [], recorded: [], tokens: new Map(), blockedBy: undefined };

export class MaskedRead {
  readonly #tally = new MaskTally();
  readonly #body: MaskedSpans;
  readonly #query: MaskedSpans;
  readonly #path: MaskedSpans;
  readonly #unread: Uint8Array | undefined;

  /** @param bytes the body with its coding undone, as it was read; as it came where it could not be */
  constructor(
    plan: MaskPlan | undefined,
    private readonly read: ReadRequest | undefined,
    private readonly bytes: Uint8Array,
  ) {
    const { document, query } = read ?? {};
    const masks = plan !== undefined;
    this.#path = masks && read ? maskSpans(blocking(plan), read.path, this.#tally) : untouched;
    this.#query = masks && query ? maskSpans(plan, query.spans, this.#tally, 'query') : untouched;
    if (masks && document !== undefined && document.operation.spans.length > 0) {
      this.#body = maskSpans(plan, document.operation.spans, this.#tally);
      return;
    }
    this.#body = untouched;
    // Without texts of its own it is something else than text, or nothing could be read: the record keeps what is text.
    const isUnknown = document === undefined || read?.dialect === plain;
    if (masks && isUnknown && bytes.length > 0) this.#unread = recordedBytes(plan, bytes, this.#tally);
  }

  get blockedBy(): string | undefined {
    return this.#body.blockedBy ?? this.#query.blockedBy ?? this.#path.blockedBy;
  }

  get failures(): readonly DetectorFailure[] {
    return this.#tally.failures;
  }

  /** Placeholders with what they stand for. */
  get tokens(): ReadonlyMap<string, string> {
    if (this.#query.tokens.size === 0) return this.#body.tokens;
    return new Map([...this.#body.tokens, ...this.#query.tokens]);
  }

  kinds(): MaskedKind[] {
    return this.#tally.masked;
  }

  found(categoryOf: (kind: string) => string | undefined): JudgedFindings {
    const kinds = [...new Set(this.#tally.masked.map(({ kind }) => kind))];
    const categories = kinds.flatMap((kind) => categoryOf(kind) ?? []);
    return { kinds, categories: [...new Set(categories)] };
  }

  bodies({ withheldTools, asksUsage }: OtherChanges): TwoForms<Uint8Array> {
    const document = this.read?.document;
    if (document === undefined || this.#unread !== undefined) {
      return { sent: this.bytes, recorded: this.#unread ?? this.bytes };
    }
    const withheld = withheldTools.map((name): Change => ({ kind: 'withhold-tool', name }));
    const sent: Change[] = [...this.#body.sent, ...withheld];
    if (asksUsage) sent.push({ kind: 'ask-usage' });
    const sentBytes = sent.length === 0 ? this.bytes : document.apply(sent);
    if (withheld.length === 0 && !asksUsage && this.#body.sent === this.#body.recorded) {
      return { sent: sentBytes, recorded: sentBytes };
    }
    const { recorded } = this.#body;
    return { sent: sentBytes, recorded: recorded.length === 0 ? this.bytes : document.apply(recorded) };
  }

  /** @param asked with its question mark, as it came; empty where there is none */
  query(asked: string): TwoForms<string> {
    const read = this.read?.query;
    if (read === undefined) return { sent: asked, recorded: asked };
    const sent = written(read, this.#query.sent, asked);
    const isOne = this.#query.sent === this.#query.recorded;
    return { sent, recorded: isOne ? sent : written(read, this.#query.recorded, asked) };
  }
}

/** A path in which something was replaced leads elsewhere: where a mask would act, nothing passes. */
const blocking = (plan: MaskPlan): MaskPlan => ({
  ...plan,
  actionOf: (kind) => (plan.actionOf(kind).kind === 'report' ? { kind: 'report' } : { kind: 'block' }),
});

function written({ form }: QueryRead, changes: readonly Change[], asked: string): string {
  return changes.length === 0 ? asked : `?${Buffer.from(form.apply(changes)).toString('latin1')}`;
}

function recordedBytes(plan: MaskPlan, bytes: Uint8Array, tally: MaskTally): Uint8Array {
  const masker = new BytesMasker(plan);
  const first = masker.push(bytes).recorded;
  const rest = masker.flush().recorded;
  tally.add(masker.report(), 'document', 0);
  return rest.length === 0 ? first : Buffer.concat([first, rest]);
}
