/** Completions that could not be stored, kept until they can: a request that was forwarded always gets its end. */
import type { EventDraft } from '../core/ports/recorder.js';
import { owedBytesMax, owedEventsMax } from './spool-limits.js';

function payloadBytes(draft: EventDraft): number {
  return draft.payloads.reduce((sum, payload) => sum + payload.content.length, 0);
}

export class Owed {
  private drafts: EventDraft[] = [];
  private bytes = 0;

  get size(): number {
    return this.drafts.length;
  }

  /**
   * Beyond the limits a completion is let go: its request stays open in the file, and is completed as unknown at the
   * next start.
   */
  add(draft: EventDraft): void {
    const bytes = payloadBytes(draft);
    if (this.drafts.length >= owedEventsMax || this.bytes + bytes > owedBytesMax) return;
    this.drafts.push(draft);
    this.bytes += bytes;
  }

  takeAll(): readonly EventDraft[] {
    const drafts = this.drafts;
    this.drafts = [];
    this.bytes = 0;
    return drafts;
  }
}
