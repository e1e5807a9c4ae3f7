/** A member's year as somebody works it out on paper, in points. */
export interface WorkedYear {
  /** The name in the sheet file. */
  member: string;
  /** The score of every counted sheet, by its month; left out where a rule says nothing about single months. */
  sheets?: Record<string, number>;
  /** By the period's name: what it comes to, null where nothing counted; and its band, null for none. */
  results: Record<string, [points: number | null, band: string | null]>;
}
