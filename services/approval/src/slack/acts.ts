/** Names of what people press, write and submit: what a message or view is made with, and what comes back from it. */

export const actionIds = {
  approve: 'sallyport_approve',
  grant: 'sallyport_grant',
  deny: 'sallyport_deny',
  withdraw: 'sallyport_withdraw',
  details: 'sallyport_details',
  page: 'sallyport_page',
  link: 'sallyport_link',
} as const;

export const callbackIds = { reason: 'sallyport_reason', details: 'sallyport_details' } as const;
/** The one input of the reason modal: block and element. */
export const reasonInput = { block: 'sallyport_reason', action: 'sallyport_reason_text' } as const;
export const decideBlock = 'sallyport_decide';

export type Pressed = 'approve' | 'grant' | 'deny';
export const isPressed = (text: string): text is Pressed => ['approve', 'grant', 'deny'].includes(text);

/** What a page button or a reason modal carries; undefined when it is none of ours. */
export interface Carried {
  readonly approvalId: string;
  readonly page?: number;
  readonly pressed?: Pressed;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;
export const isId = (text: string): boolean => UUID.test(text);

export function carry({ approvalId, page, pressed }: Carried): string {
  return [approvalId, page ?? '', pressed ?? ''].join(' ');
}

export function carried(text: string): Carried | undefined {
  const [approvalId = '', page = '', pressed = ''] = text.split(' ');
  if (!isId(approvalId)) return undefined;
  return {
    approvalId,
    ...(/^\d{1,4}$/u.test(page) && { page: Number(page) }),
    ...(isPressed(pressed) && { pressed }),
  };
}
