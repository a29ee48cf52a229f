import { describe, expect, it } from 'vitest';
import type { Entry, PathStep } from '@/api';
import { nextStages, steps } from './stepper.model';

const step = (stage: string, after: string[] = [], optional = false): PathStep => ({ stage, label: stage, after, optional, unless: '' });
const land = [step('lead'), step('planned', ['lead'], true), step('talks', ['lead']), step('signed', ['talks']), step('landed', ['talks']), step('started', ['signed', 'landed'])];

const entry = (stage: string, day: string): Entry => ({ event_id: stage, stage, day, precision: 'day', basis: 'claimed', origin: 'entered' });

describe('steps', () => {
  it('marks what was entered, skipped and lies ahead', () => {
    const entries = [entry('lead', '2024-01-01'), entry('talks', '2024-01-05')];
    expect(steps(land, 'talks', entries).map((s) => s.state)).toEqual(['done', 'skipped', 'current', 'ahead', 'ahead', 'ahead']);
  });
});

describe('nextStages', () => {
  it('offers talks and the optional planning from a lead', () => {
    expect(nextStages(land, 'lead', new Set(['lead']))).toEqual(['planned', 'talks']);
  });
  it('a24 offers the registration before the signing, and the signing after it', () => {
    expect(nextStages(land, 'talks', new Set(['lead', 'talks']))).toEqual(['signed', 'landed']);
    expect(nextStages(land, 'landed', new Set(['lead', 'talks', 'landed']))).toEqual(['signed', 'started']);
  });
});
