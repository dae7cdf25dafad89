/** Which texts under `id` and the like are what messages are joined by, and so are left alone; all others are read. */

const uuid = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}';

/** Of LangChain (`run--<uuid>-0`, `lc_run--<uuid>`) and of LangGraph. */
const ofRun = new RegExp(`^(?:(?:lc_)?run--?)?${uuid}(?:-\\d{1,6})?$`, 'i');

/** Of models' services: `call_…`, `toolu_…`, `msg_…`, `chatcmpl-…` and their like; the longest has 60 characters. */
const ofService =
  /^(?:call|toolu|tooluse|srvtoolu|msg|chatcmpl|chatcmpl-tool|cmpl|gen|resp|rs|fc|ws|ci|item|run|step)[-_][\w-]{1,64}$/;

/** Words and short ids: `m-1`, `ai`, `tool_use`, `thread:7`. What is longer, or has the digits of a number of somebody, is read. */
const short = /^[\w:.\-|]{0,32}$/;
const digitsMax = 8;

export function isIdentifierText(text: string): boolean {
  if (short.test(text)) return text.replaceAll(/\D/g, '').length <= digitsMax || known(text);
  return known(text);
}

const known = (text: string): boolean => ofRun.test(text) || ofService.test(text);
