/** Runs of graphs over WebSocket: secrets in commands, and in the events that come back in pieces and whole. */
import { WebSocket } from 'ws';
import {
  command,
  event,
  textDelta,
  textEnd,
} from '@sallyport/gateway/protocols/websocket/fixtures/event-server';
import { until } from '../../harness/until.js';
import { askedWord } from '../actions.js';
import { secretText } from '../corpus.js';
import { piecesOf } from './positions.js';
import type { Case, Sender } from './sender.js';

/** What a server says after a command. */
export const eventsOfRun: readonly string[] = [
  event('values', { messages: [{ type: 'human', content: secretText }] }),
  event('messages', { event: 'message-start', id: 'run-5' }),
  event('messages', { event: 'content-block-start', index: 0, content: { type: 'text', text: '' } }),
  ...piecesOf(secretText).map(textDelta),
  textEnd(secretText),
  event('lifecycle', { event: 'completed' }),
].map((one) => JSON.stringify(one));

export function sockets({ guarded, authorised }: Sender): readonly Case[] {
  return ['allow', 'mask', 'tokens', 'block', 'deny', 'hold', 'meta'].map((to) => async () => {
    const url = `${guarded.base(to).replace('http', 'ws')}/threads/t-${to}/stream/events`;
    const socket = new WebSocket(url, { headers: { ...authorised } });
    const came: string[] = [];
    let isOver = false;
    socket.on('message', (data) => came.push(Buffer.isBuffer(data) ? data.toString('utf8') : ''));
    socket.on('close', () => (isOver = true));
    // Where a rule judges whole answers, no socket is opened.
    socket.on('unexpected-response', (_request, response) => {
      came.push(JSON.stringify({ type: 'error', error: response.headers['x-sallyport-error'] }));
      isOver = true;
      socket.terminate();
    });
    socket.on('error', () => (isOver = true));
    await until('an answer to the upgrade', 20_000, () => isOver || socket.readyState === WebSocket.OPEN);
    if (socket.readyState !== WebSocket.OPEN)
      return { what: `a socket that is refused, ${to}`, code: 'UPGRADE_REFUSED', said: came.join('\n') };
    socket.send(JSON.stringify(command(1, `${askedWord('user')} ${secretText}`)));
    socket.send(`no command: ${secretText}`);
    const all = (): boolean => isOver || came.some((text) => /completed|"error"/u.test(text));
    await until(`the events of a run through ${to}`, 20_000, all);
    socket.terminate();
    const own = came.filter((text) => text.includes('"error"'));
    return own.length === 0 ? undefined : { what: `a socket, ${to}`, code: '', said: own.join('\n') };
  });
}
