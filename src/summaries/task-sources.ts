import { Injectable } from '@nestjs/common';
import type { Day } from '../calendar.js';
import type { Actor } from '../http/allow.js';
import type { TaskView } from './today.view.js';

type Source = (actor: Actor, today: Day) => Promise<TaskView[]>;

/** Where rooms that come later say what they have for people to do; they are asked inside `read`. */
@Injectable()
export class TaskSources {
  private readonly sources: Source[] = [];

  add(source: Source): void {
    this.sources.push(source);
  }

  async of(actor: Actor, today: Day): Promise<TaskView[]> {
    const tasks: TaskView[] = [];
    for (const source of this.sources) tasks.push(...(await source(actor, today)));
    return tasks;
  }
}
