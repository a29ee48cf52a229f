// Days are text, YYYY-MM-DD, and have no time zone. Instants come as RFC 3339
// in UTC and are shown in the city's zone.

const zone = 'Asia/Shanghai';

const instantParts = new Intl.DateTimeFormat('en-CA', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** "2024-03-15 09:05" in the city's zone; the text itself when it is no instant. */
export function formatInstant(instant: string): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return instant;
  const part = Object.fromEntries(instantParts.formatToParts(at).map((p) => [p.type, p.value]));
  return `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}`;
}

export function isDay(text: string): boolean {
  const m = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!m) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text;
}

/** Whole days from one day to another; negative when the second lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

export function addDays(day: string, n: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);
}

/** The statutory exceptions of the years a calendar covers. */
export interface WorkCalendar {
  holidays: ReadonlySet<string>;
  workdays: ReadonlySet<string>; // weekend days that are worked (调休)
  years: ReadonlySet<string>;
}

export function isWorkday(day: string, calendar: WorkCalendar): boolean {
  if (calendar.holidays.has(day)) return false;
  if (calendar.workdays.has(day)) return true;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

export interface DaysLeft {
  days: number; // working days after today up to and with the due day; negative when overdue
  provisional: boolean; // a year in between has no published calendar
}

/**
 * Working days left until due. The day one stands on is not counted, the due
 * day is; overdue counts the working days gone since.
 */
export function workingDaysLeft(today: string, due: string, calendar: WorkCalendar): DaysLeft {
  const late = due < today;
  const [from, to] = late ? [due, today] : [today, due];
  let count = 0;
  let provisional = false;
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) {
    if (isWorkday(day, calendar)) count += 1;
    if (!calendar.years.has(day.slice(0, 4))) provisional = true;
  }
  return { days: late ? -count : count, provisional };
}
