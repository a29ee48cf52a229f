import { describe, expect, it } from 'vitest';
import { daysBetween, formatInstant, isDay, workingDaysLeft, type WorkCalendar } from './date';

const calendar2024: WorkCalendar = {
  holidays: new Set(['2024-02-10', '2024-02-11', '2024-02-12', '2024-02-13', '2024-02-14', '2024-02-15', '2024-02-16', '2024-02-17']),
  workdays: new Set(['2024-02-04', '2024-02-18']),
  years: new Set(['2024']),
};

describe('workingDaysLeft', () => {
  it('a07 three working days from Thursday 2024-02-08 end on 2024-02-19', () => {
    expect(workingDaysLeft('2024-02-08', '2024-02-19', calendar2024)).toEqual({ days: 3, provisional: false });
  });
  it('is zero on the due day and negative after it', () => {
    expect(workingDaysLeft('2024-03-15', '2024-03-15', calendar2024).days).toBe(0);
    expect(workingDaysLeft('2024-03-18', '2024-03-15', calendar2024).days).toBe(-1);
  });
  it('is provisional where the calendar of a year is not known', () => {
    expect(workingDaysLeft('2024-12-31', '2025-01-03', calendar2024)).toEqual({ days: 3, provisional: true });
  });
});

describe('days and instants', () => {
  it('counts whole days', () => {
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2);
    expect(daysBetween('2024-03-01', '2024-02-28')).toBe(-2);
  });
  it('knows a day that exists', () => {
    expect([isDay('2024-02-29'), isDay('2023-02-29'), isDay('2024-2-9')]).toEqual([true, false, false]);
  });
  it('shows an instant in the zone of the city', () => {
    expect(formatInstant('2024-03-14T23:30:00Z')).toBe('2024-03-15 07:30');
    expect(formatInstant('unknown')).toBe('unknown');
  });
});
