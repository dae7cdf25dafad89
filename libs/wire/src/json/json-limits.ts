/** What a JSON document may be at most before it is refused unread. */

export interface JsonLimits {
  /** Containers within containers; a scalar document has depth 0. */
  readonly depthMax: number;
  /** Values, member names included: each costs 16 bytes of memory while the document is held. */
  readonly valuesMax: number;
  readonly bytesMax: number;
}
