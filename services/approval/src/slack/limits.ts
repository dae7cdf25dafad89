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
