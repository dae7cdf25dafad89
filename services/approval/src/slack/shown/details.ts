/** The details modal: everything of the question, its masked content page by page. */
import type { ModalView } from '@slack/types';
import { actionIds, callbackIds, carry } from '../acts.js';
import { lineCharactersMax, piecesPerPage, sectionCharactersMax } from '../limits.js';
import { actions, button, context, fields, plain, plainSection, section } from './blocks.js';
import type { Blocks } from './blocks.js';
import { factsOf, introductionOf } from './card.js';
import type { Question } from './question.js';
import { titleOf } from './standing.js';
import { code, fence, plainLine } from './text.js';

/** Pages are counted from 0; one that is not there is the last. */
export function detailsOf(question: Question, page: number, nowUs: number): ModalView {
  const { approval } = question;
  const pages = pagesOf(question.content?.text ?? '');
  const at = Math.max(0, Math.min(page, pages.length - 1));
  return {
    type: 'modal',
    callback_id: callbackIds.details,
    private_metadata: carry({ approvalId: approval.id, page: at }),
    title: plain('Request for approval'),
    close: plain('Close'),
    blocks: [
      section(`*${titleOf(approval)}*\n${code(question.operation, lineCharactersMax)}`),
      fields(factsOf(approval, nowUs)),
      plainSection(plainLine(question.sentence, sectionCharactersMax)),
      context(`SHA-256 of the request: ${code(approval.asked.requestSha256, lineCharactersMax)}`),
      ...contentOf(question, pages[at] ?? []),
      ...turning(approval.id, at, pages.length),
    ],
  };
}

/** Fences, so many to a page. */
export function pagesOf(content: string): readonly (readonly string[])[] {
  const pieces: string[] = [];
  for (let rest = content; rest !== '';) {
    const piece = fence(rest, sectionCharactersMax);
    pieces.push(piece.text);
    rest = piece.rest;
  }
  const pages: string[][] = [];
  for (let from = 0; from < pieces.length; from += piecesPerPage)
    pages.push(pieces.slice(from, from + piecesPerPage));
  return pages;
}

function contentOf({ content }: Question, pieces: readonly string[]): Blocks {
  if (content === undefined) return [section('The request has no content that is recorded.')];
  return [section(introductionOf(content)), ...pieces.map(section)];
}

function turning(approvalId: string, at: number, count: number): Blocks {
  if (count <= 1) return [];
  const turn = (page: number, text: string) =>
    page < 0 || page >= count
      ? []
      : [
          {
            ...button(actionIds.page, text, carry({ approvalId, page })),
            action_id: `${actionIds.page}:${page}`,
          },
        ];
  return [
    context(`Page ${at + 1} of ${count}`),
    actions('sallyport_pages', [...turn(at - 1, 'Page before'), ...turn(at + 1, 'Next page')]),
  ];
}
