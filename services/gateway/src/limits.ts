/** Every limit of the gateway, with its unit in the name and its reason beside it. */

const KIB = 1024;
const MIB = 1024 * KIB;

export const limits = {
  /** Requests between their first header and their last byte. Each may hold ~200 KiB; 1024 stay below 256 MiB. */
  inFlightRequestsMax: 1024,
  /** Requests that wait for people, beyond those in flight: each keeps its body, a socket and a few KiB. */
  heldRequestsMax: 12_000,
  /** Of one identity and agent: more questions at once than anybody answers. */
  heldRequestsPerIdentityMax: 1_000,
  /** Bodies of what waits. */
  heldBytesMax: 256 * MIB,
  heldBytesPerIdentityMax: 64 * MIB,
  /** How long a held request says nothing, so that a quick decision keeps its true status. */
  heldSilentMsMax: 5_000,
  /** Pace of the comments on a stream that waits; load balancers give up after 60 s of silence. */
  heldCommentMs: 10_000,
  /** Open client sockets; more are closed at once. Below the usual limit of file descriptors, upstream sockets included. */
  connectionsMax: 16_384,
  /** Request line and headers together. Tokens with many groups reach 12 KiB. */
  headerBytesMax: 32 * KIB,
  /** Header lines. SDKs send about 20; each costs memory and time. */
  headersMax: 128,
  /** Target with its query. Longer ones do not pass common servers either. */
  targetBytesMax: 8 * KIB,
  /** From a connection's or request's first moment to its last header: slow headers hold a socket for nothing. */
  headersMsMax: 10_000,
  /** How long an unused client connection stays open; above the 60 s of common load balancers, so that they close first. */
  keepAliveIdleMsMax: 75_000,
  /** Upload of one request. Above every LLM provider's limit for files in a request. */
  requestBodyBytesMax: 128 * MIB,
  /** A body up to here goes into the event of its request; a record with it stays far below the 256 KiB of a message. */
  requestInlineBytesMax: 64 * KIB,
  /** How long a small body may take to arrive whole before it is treated as a stream. */
  requestGatherMsMax: 20,
  /** Bytes of an upload in one event, read before the previous event is durable. */
  requestPartBytesMax: 128 * KIB,
  /** Less than this waits for more until the last part is this old: a burst of tiny chunks is not an event for each of them. */
  requestPartGatherBytesMax: KIB,
  requestPartGatherMsMax: 25,
  /** Longest silence of a client in the middle of its body. */
  requestIdleMsMax: 30_000,
  /**
   * While an upstream that has not answered waits for the body, this much must arrive in each window: single bytes now and
   * then would hold a request open for ever. Twice the longest silence, and 100 bytes/s, far below the slowest modem.
   */
  requestPaceWindowMs: 60_000,
  requestPaceBytesMin: 6_000,
  /**
   * A response up to here goes into the completion event (a small exchange is two events), unless it takes longer than two
   * sweeps: then it is recorded as it passes.
   */
  responseInlineBytesMax: 32 * KIB,
  /** Bytes of a response in one event; a message holds 256 KiB. */
  responsePartBytesMax: 128 * KIB,
  /** Of an answer that is read whole before it goes on: as long as the JSON that is read of any service. */
  answerGatheredBytesMax: 16 * MIB,
  /** What was sent to a client may be ahead of what is durable by this much. */
  sentAheadBytesMax: 64 * KIB,
  /** Waiting to be written to one side of a WebSocket: with more, nothing is read of the other side. */
  socketBufferedBytesMax: 256 * KIB,
  /** Frames of one message: far more than a library sends, and few enough that single bytes do not fill the memory. */
  socketFragmentsMax: 1_024,
  /** A side of a WebSocket that was silent this long is sent a ping, so that one that is dead is found out. */
  socketPingMs: 20_000,
  /** No message either way for this long: nobody waits for one any more. */
  socketIdleMsMax: 3_600_000,
  /** What a side of a WebSocket that was closed may take to close it too. */
  socketLingerMsMax: 2_000,
  /** How long a client may leave its answer unread before it is cut off. */
  clientStallMsMax: 60_000,
  /** What is read, and for how long, from a client that was refused before it had sent its body. */
  refusedDrainBytesMax: MIB,
  refusedDrainMsMax: 2_000,
  /** Share of the stop that is given to requests in flight; the recorder needs the rest of the 10 s. */
  drainMsMax: 6_000,
  /** Pace at which waits are looked at: no wait has a timer of its own. */
  sweepMs: 500,
  /** Sessions remembered by a replica; the longest unused ends first. About 1 KiB each. */
  liveSessionsMax: 20_000,
  /** Caller details whose payload a session has already seen on this replica. */
  callerDigestsPerSessionMax: 8,
  /** Groups in a record, which may have 16 KiB in all. */
  recordedGroupsBytesMax: 6 * KIB,
  /** Path and claimed session name in a record. */
  recordedPathCharactersMax: 2_048,
  recordedSessionNameCharactersMax: 256,
  /** Session name of a client; a name, not a document. */
  sessionNameBytesMax: 512,
  /** Like refusals within this time become one event. */
  refusalWindowMs: 10_000,
  /** Kinds of refusals remembered within a window; beyond, sources are no longer told apart. */
  refusalKindsMax: 1_024,
  /** Of one verified caller and code. */
  refusalKindsPerCallerMax: 64,
  /** Like refusals of one verified caller that are events of their own before folding begins. */
  refusalsAtOncePerCallerMax: 5,
  /** Response headers of an upstream. */
  upstreamHeaderBytesMax: 64 * KIB,
  /** How often certificate files are looked at. */
  certificatePollMs: 2_000,
} as const;

/** The same keys with any numbers: tests make waits short and sizes small. */
export type Limits = { readonly [Name in keyof typeof limits]: number };
