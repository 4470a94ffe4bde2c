import {setImmediate as turn} from 'node:timers/promises';
import {Simulation} from './simulation.js';

/** Runs that go side by side: all their promises settle in one turn of the event loop, which costs more than a step. */
const sideBySide = 32;

export interface FailedRun {
  readonly seed: number;
  readonly fault: string;
}

/** Runs all seeds from `first` on. @returns those that failed, at most `most` of them */
export async function runSeeds(first: number, count: number, most: number): Promise<readonly FailedRun[]> {
  const failed: FailedRun[] = [];
  const running = new Map<number, Simulation>();
  let next = first;
  while (failed.length < most && (next < first + count || running.size > 0)) {
    while (running.size < sideBySide && next < first + count) {
      running.set(next, new Simulation(next, false));
      next++;
    }
    for (const [seed, simulation] of running) {
      simulation.step();
      if (!simulation.isOver) continue;
      running.delete(seed);
      if (simulation.fault !== null) failed.push({seed, fault: simulation.fault});
    }
    await turn();
  }
  return failed;
}

/** The same run again, told in words. */
export async function tellRun(seed: number): Promise<string> {
  const simulation = new Simulation(seed, true);
  while (!simulation.isOver) {
    simulation.step();
    await turn();
  }
  const end = simulation.fault ?? 'all is well';
  return [...simulation.trace.lines, simulation.describe(), `seed ${seed}: ${end}`].join('\n');
}
