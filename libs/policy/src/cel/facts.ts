/**
 * What conditions see, as classes whose getters do the work only for what a condition reads. A fact that is not there
 * throws: a rule that cannot be judged refuses.
 */
import type { JudgedAnswer, JudgedFindings, JudgedOperation, JudgedToolCall } from '../operation.js';
import type { JudgedRequest, JudgedSession } from '../verdict.js';
import { argumentText, type ArgumentText } from './argument-text.js';
import { LIST_ITEMS_MAX } from './bounds.js';
import { TextFacts } from './text-facts.js';

/** Told when a condition asked for a body that was not read. */
export class Reading {
  #unread = false;
  begin(): void {
    this.#unread = false;
  }
  missBody(): void {
    this.#unread = true;
  }
  get missedBody(): boolean {
    return this.#unread;
  }
}

export class IdentityFacts {
  constructor(private readonly request: JudgedRequest) {}
  get subject(): string {
    return this.request.subject;
  }
  get issuer(): string {
    return there(this.request.issuer);
  }
  get agent(): string {
    return this.request.agent;
  }
  get email(): string {
    return there(this.request.email);
  }
  get groups(): readonly string[] {
    return bounded(this.request.groups);
  }
  get attributes(): ReadonlyMap<string, string> {
    return new Map(Object.entries(there(this.request.attributes)));
  }
}

export class SessionFacts {
  constructor(private readonly session: JudgedSession | undefined) {}
  get id(): string {
    return there(this.session).id;
  }
  get requests(): bigint {
    return BigInt(there(this.session).requests);
  }
  get ageS(): bigint {
    return BigInt(Math.floor(there(this.session).ageS));
  }
}

export class ConnectionFacts {
  constructor(private readonly known: string) {}
  get name(): string {
    return this.known;
  }
}

export class SourceFacts {
  constructor(private readonly known: string | undefined) {}
  get address(): string {
    return there(this.known);
  }
}

export class RequestFacts {
  readonly #text: TextFacts;
  constructor(
    private readonly request: JudgedRequest,
    private readonly reading: Reading,
  ) {
    this.#text = new TextFacts(() => this.#operation.spans);
  }
  get #operation(): JudgedOperation {
    const { operation } = this.request;
    if (operation === undefined) this.reading.missBody();
    return there(operation);
  }
  get text(): TextFacts {
    return this.#text;
  }
  get method(): string {
    return this.request.method;
  }
  get path(): string {
    return this.request.path;
  }
  get kind(): string {
    return this.#operation.kind;
  }
  get dialect(): string {
    return this.#operation.dialect;
  }
  get model(): string {
    return this.#operation.model;
  }
  get models(): readonly string[] {
    const { model, models } = this.#operation;
    return named(model, models);
  }
  get graph(): string {
    return this.#operation.graph;
  }
  get graphs(): readonly string[] {
    const { graph, graphs } = this.#operation;
    return named(graph, graphs);
  }
  get collection(): string {
    return this.#operation.collection;
  }
  get collections(): readonly string[] {
    const { collection, collections } = this.#operation;
    return named(collection, collections);
  }
  get items(): bigint {
    return BigInt(this.#operation.items);
  }
  get streaming(): boolean {
    return this.#operation.isStreaming;
  }
  get choices(): bigint {
    return BigInt(this.#operation.choices);
  }
  /** 0 where nothing is said. */
  get outputTokensMax(): bigint {
    return BigInt(this.#operation.outputTokensMax ?? 0);
  }
  get hiddenHistory(): boolean {
    return this.#operation.hasHiddenHistory;
  }
  get toolsOffered(): readonly string[] {
    return bounded(this.#operation.toolsOffered);
  }
  /** Names, each once. */
  get toolsCalled(): readonly string[] {
    return bounded([...new Set(this.#operation.toolsCalled.map(({ name }) => name))]);
  }
  get bodyBytes(): bigint {
    return BigInt(there(this.#operation.bodyBytes));
  }
  get kindsFound(): readonly string[] {
    return bounded(there(this.#operation.found).kinds);
  }
  get categoriesFound(): readonly string[] {
    return bounded(there(this.#operation.found).categories);
  }
}

export class AnswerFacts {
  readonly #text: TextFacts;
  constructor(private readonly answer: JudgedAnswer) {
    this.#text = new TextFacts(() => this.answer.spans);
  }
  get text(): TextFacts {
    return this.#text;
  }
  get status(): bigint {
    return BigInt(there(this.answer.status));
  }
  get kindsFound(): readonly string[] {
    return bounded(this.#found.kinds);
  }
  get categoriesFound(): readonly string[] {
    return bounded(this.#found.categories);
  }
  get #found(): JudgedFindings {
    return there(this.answer.found);
  }
}

export class ToolFacts {
  #read: ArgumentText | undefined;
  #parsed: ReadonlyMap<string, unknown> | undefined;
  constructor(private readonly call: JudgedToolCall) {}
  get name(): string {
    return this.call.name;
  }
  /** JSON text, the same however the model wrote it. @throws when a name stands twice in an object */
  get arguments(): string {
    this.#read ??= argumentText(this.call.arguments);
    if (this.#read.hasDuplicateName) throw new MissingFact('a name stands twice');
    return this.#read.text;
  }
  /** The arguments by name. @throws when they are no JSON object, or a name stands twice in one */
  get args(): ReadonlyMap<string, unknown> {
    if (this.#parsed === undefined) {
      const value: unknown = JSON.parse(this.arguments);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new MissingFact();
      this.#parsed = new Map(Object.entries(value));
    }
    return this.#parsed;
  }
}

/** A condition asked for what is not known of this request. */
export class MissingFact extends Error {
  override readonly name = 'MissingFact';
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new MissingFact('not known of this request');
  return value;
}

function bounded<T>(list: readonly T[]): readonly T[] {
  if (list.length > LIST_ITEMS_MAX) throw new MissingFact(`more than ${LIST_ITEMS_MAX} items`);
  return list;
}

const named = (one: string, more: readonly string[] = []): readonly string[] =>
  bounded([...new Set([one, ...more])].filter((name) => name !== ''));
