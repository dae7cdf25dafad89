/** Checks a target before it is measured: status and every byte of the body. */
import { request } from 'undici';
import type { Exchange } from '../targets/exchange.js';
import type { Target } from '../targets/target.js';

export const checksPerExchange = 5; // More than one, so that a kept-alive upstream connection is used again.

export async function checkAnswers(target: Target, exchange: Exchange): Promise<void> {
  for (let check = 0; check < checksPerExchange; check++) {
    const url = `http://127.0.0.1:${target.port}${target.pathPrefix}${exchange.path}`;
    const caller = target.callers[check % target.callers.length] ?? '';
    const headers = { 'content-type': 'application/json', ...headersOf(caller) };
    const answer = await request(url, { method: exchange.method, body: exchange.requestBody, headers });
    const body = await answer.body.text();
    if (answer.statusCode !== 200 || body !== exchange.answer) {
      throw new Error(
        `${target.row} answers ${exchange.name} wrongly: ${answer.statusCode} ${body.slice(0, 300)}`,
      );
    }
  }
}

function headersOf(lines: string): Record<string, string> {
  const pairs = lines.split('\r\n').filter((line) => line !== '');
  return Object.fromEntries(
    pairs.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
}
