/** Words the failure of a search for the client. */
import { BadRequestException } from '@nestjs/common';
import { SearchTooBroadError } from '../store/searching.js';

/** @throws BadRequestException SEARCH_TOO_BROAD */
export async function answer<Found>(searching: Promise<Found>): Promise<Found> {
  try {
    return await searching;
  } catch (cause) {
    if (!(cause instanceof SearchTooBroadError)) throw cause;
    const advice = 'The search takes too long: narrow it by time, session or request.';
    throw new BadRequestException(advice, { errorCode: 'SEARCH_TOO_BROAD', cause });
  }
}
