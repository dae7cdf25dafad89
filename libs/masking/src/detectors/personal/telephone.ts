/**
 * Whether a text is a telephone number: what libphonenumber's `isValid` says. Most texts are judged here by the expressions of
 * its plans, at a tenth of its cost; it is asked where a prefix has to be taken off first.
 */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { CountryCode } from 'libphonenumber-js/max';
import { isOfPlan, planOf, plansOfCode, type NumberingPlan } from './numbering-plan.js';

/** Digits with what people put between them. */
const PLAIN = /^\+?[ ().\u00a0/-]*(?:\d[ ().\u00a0/-]*){3,17}$/u;
const SEPARATORS = /[^\d]/gu;
const callingCodeDigitsMax = 3;

/** Without `country`, a number counts that begins with a plus sign and a calling code. */
export function isTelephone(text: string, country?: CountryCode): boolean {
  return judged(text, country) ?? parsePhoneNumberFromString(text, country)?.isValid() === true;
}

/** Undefined where that would take more than the expressions of a plan. */
function judged(text: string, country: CountryCode | undefined): boolean | undefined {
  if (!PLAIN.test(text)) return undefined;
  const digits = text.replace(SEPARATORS, '');
  if (text.startsWith('+')) return isInternational(digits);
  const plan = country === undefined ? undefined : planOf(country);
  if (plan === undefined || plan.internationalPrefix.test(digits) || digits.startsWith(plan.callingCode))
    return undefined;
  return isNational(plan, plansOfCode(plan.callingCode), digits, plan);
}

function isInternational(digits: string): boolean | undefined {
  if (digits.startsWith('0')) return false;
  for (let length = 1; length <= callingCodeDigitsMax; length++) {
    const plans = plansOfCode(digits.slice(0, length));
    const [main] = plans;
    if (main !== undefined) return isNational(main, plans, digits.slice(length), main);
  }
  return undefined;
}

/** `plans`: of the countries that share a calling code; `otherwise`: the one to go by where a number is of none for certain. */
function isNational(
  main: NumberingPlan,
  plans: readonly NumberingPlan[],
  digits: string,
  otherwise: NumberingPlan,
): boolean | undefined {
  const prefix = main.prefix?.exec(digits);
  if (prefix !== undefined && prefix !== null) {
    if (main.hasPrefixRule) return undefined;
    const rest = digits.slice(prefix[0].length);
    const mayBe = plans.some(({ general }) => general.test(digits) || general.test(rest));
    return mayBe ? undefined : false;
  }
  if (plans.length === 1) return isOfPlan(main, digits);
  const owner = plans.find((plan) =>
    plan.leading === undefined ? isOfPlan(plan, digits) : plan.leading.test(digits),
  );
  return isOfPlan(owner ?? otherwise, digits);
}
