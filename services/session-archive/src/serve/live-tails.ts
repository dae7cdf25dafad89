/** Starts live tails, and no more of them than a process should carry. */
import { HttpException, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { followersMax } from '../limits.js';
import type { FollowOptions } from './follow.js';
import { follow } from './follow.js';
import type { LogWatch } from './log-watch.js';
import { sendEvents } from './send-stream.js';
import { LOG_WATCH } from './tokens.js';

@Injectable()
export class LiveTails {
  private followers = 0;

  constructor(@Inject(LOG_WATCH) private readonly watch: LogWatch) {}

  /** @throws HttpException 503 when there are too many or the service stops. */
  send(reply: FastifyReply, options: Omit<FollowOptions, 'gone'>): void {
    if (this.followers >= followersMax || this.watch.stopping) {
      throw new HttpException('No more live tails can be served now: try again later.', 503, {
        errorCode: 'TOO_MANY_FOLLOWERS',
      });
    }
    const gone = new AbortController();
    this.followers += 1;
    reply.raw.once('close', () => {
      this.followers -= 1;
      gone.abort();
    });
    sendEvents(reply, follow(this.watch, { ...options, gone: gone.signal }));
  }
}
