/** Every limit of the Slack side, with its unit and its reason. */

/** Characters of the content on the card: enough to see what it is; Details has all of it. */
export const cardContentCharactersMax = 1_200;
/** Of one line, such as the operation: what is longer is not read on a card. */
export const lineCharactersMax = 300;
/** Of a name, an id or a group in a line with others. */
export const wordCharactersMax = 80;
/** Slack's own bound is 3000 for a text; what stands around ours needs some of it. */
export const sectionCharactersMax = 2_800;
/** Fields of a section, says Slack: at most 2000 characters each. */
export const fieldCharactersMax = 1_900;
/** Of a link in a text of at most 3000: a session whose address is longer is named without one. */
export const urlCharactersMax = 1_000;
/** Votes shown one by one on a card; more are counted. */
export const votesShownMax = 10;
/** Pieces of content on one page of the details; Slack takes 100 blocks and 250,000 bytes in a view. */
export const piecesPerPage = 8;
/** Questions in the home tab and in the answer to a command: who has more works through these first. */
export const listedMax = 20;
/** Slack's bound of a text input is 3000; ours is what the core takes. */
export const reasonCharactersMax = 2_000;
/** A lock's reason and other words of a command. */
export const commandCharactersMax = 500;

/** A call of Slack that takes longer is given up; whether it was done is found out before it is made again. */
export const callMsMax = 5_000;
/** Whoever took a message to send, or an act to apply, and died with it, has lost it after this: longer than its calls take. */
export const leaseMs = 20_000;
/** Slack takes about one message a second in a channel. */
export const channelGapMs = 1_000;
/** A card is brought up to date at most so often: Slack takes 50 updates a minute. */
export const updateGapMs = 1_200;
/** Messages in flight at once, and acts: most of their time is waiting for Slack and the provider. */
export const sendersMax = 4;
export const appliersMax = 8;
/** The start of the service waits so long for Slack, and goes on without it. */
export const connectMsMax = 3_000;
/** How often both look when nothing wakes them. */
export const idleMs = 1_000;
/** Announcements spread in one transaction. */
export const announcementsPerTransaction = 100;
/** Between tries of a message that Slack refuses or does not answer. */
export const sendBackoff = { firstMs: 500, mostMs: 30_000 } as const;
/** An outcome is still told for so long after the end; a question never is. */
export const outcomeTriesMsMax = 3_600_000;
/** An act is tried again for about two minutes: a vote that comes later surprises the voter. */
export const actTriesMax = 10;
export const actBackoff = { firstMs: 200, mostMs: 20_000 } as const;
/** Slack's signatures are good for five minutes; what was applied is remembered for much longer. */
export const appliedKeptMs = 24 * 3_600_000;
/** People that one escalation or question calls directly. */
export const peopleCalledMax = 20;
/** Messages looked through for one that may have been sent before a crash. */
export const historyMessagesMax = 100;
/** Who somebody is in Slack is asked again after this. */
export const personKnownMs = 30_000;
export const peopleKnownMax = 10_000;
/** From the command to the confirmation. */
export const loginMs = 10 * 60_000;
/** The provider is asked while somebody waits. */
export const providerMsMax = 5_000;
/** After a logout at the provider: as long as access tokens commonly live, so that none outlives it. */
export const logoutLockMs = 3_600_000;
/** A logout is told at once; older tokens are replays. */
export const logoutTokenS = 300;
/** A logout token is a JWT of a few claims. */
export const logoutBytesMax = 16_384;
