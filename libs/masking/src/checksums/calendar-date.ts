/** Whether a day of the Gregorian calendar exists: half of the national numbers begin with one. */

const days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Month and day from 1. */
export function isCalendarDate(year: number, month: number, day: number): boolean {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day >= 1 && day <= (days[month - 1] ?? 0) + (leap ? 1 : 0);
}

/** A date without a century: February 29th is allowed where one of the two last centuries has it. */
export const isDateOfSomeCentury = (yearOfCentury: number, month: number, day: number): boolean =>
  isCalendarDate(1900 + yearOfCentury, month, day) || isCalendarDate(2000 + yearOfCentury, month, day);
