/** Slack's documented limits, with where they are documented (paths below https://docs.slack.dev/reference). */

/** `/block-kit/blocks`: what a surface may hold. */
export const blocksPerMessageMax = 50;
export const blocksPerViewMax = 100;

/** `/block-kit/blocks/*`, one page for each kind. */
export const blockIdCharsMax = 255;
export const sectionFieldsMax = 10;
export const sectionFieldCharsMax = 2000;
export const actionsElementsMax = 25;
export const contextElementsMax = 10;
export const headerCharsMax = 150;
export const imageUrlCharsMax = 3000;
export const imageAltCharsMax = 2000;
export const inputLabelCharsMax = 2000;
/** For all markdown blocks of a message together. */
export const markdownCharsMax = 12_000;

/** `/block-kit/composition-objects/*`: the text of every text object, unless its place says less. */
export const textCharsMax = 3000;
export const optionTextCharsMax = 75;
export const optionValueCharsMax = 150;
export const confirmTitleCharsMax = 100;
export const confirmTextCharsMax = 300;
export const confirmButtonCharsMax = 30;

/** `/block-kit/block-elements/*`. */
export const actionIdCharsMax = 255;
export const buttonTextCharsMax = 75;
export const buttonValueCharsMax = 2000;
export const buttonUrlCharsMax = 3000;
export const placeholderCharsMax = 150;
export const selectOptionsMax = 100;
export const overflowOptionsMax = 5;
export const choiceOptionsMax = 10;
export const inputCharsMax = 3000;

/** `/views`, and `view_too_large` of `/methods/views.open`. */
export const viewTitleCharsMax = 24;
export const privateMetadataCharsMax = 3000;
export const callbackIdCharsMax = 255;
export const viewBytesMax = 250_000;
/** `/methods/views.push`: the root and two more. */
export const viewsStackedMax = 3;

/** `/methods/chat.postMessage` cuts there; this imitation answers `msg_too_long`, so that a test sees it. */
export const messageCharsMax = 40_000;
/** `/methods/chat.update`. */
export const updatedCharsMax = 4000;

/** `/interaction-payloads`: a trigger opens one view, soon. */
export const triggerMsMax = 3000;
/** `/interactivity/handling-user-interaction`: an acknowledgement later than this is none. */
export const acknowledgeMsMax = 3000;
/** The same page: a `response_url` works five times within half an hour. */
export const responseUrlUsesMax = 5;
export const responseUrlMsMax = 30 * 60_000;

/** `/apis/events-api/using-socket-mode`. */
export const socketsMax = 10;
