import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, take, type Answer, type Item } from "../base/api";
import { courseAgain } from "./practice";

export type Brief = Item<Answer<"/training/courses", "get">>;
export type Course = Answer<"/training/courses/{id}", "get">;
export type Lesson = Course["steps"][number];
export type Question = NonNullable<Lesson["questions"]>[number];
export type Task = NonNullable<Lesson["tasks"]>[number];
export type Certificate = Answer<"/training/certificates/{id}", "get">;
export type Readiness = Answer<"/training/readiness", "get">;
export type Ready = Readiness["skills"][number];

/** coursesQuery asks for all courses with the own progress. */
export const coursesQuery = queryOptions({ queryKey: ["training", "courses"], queryFn: ({ signal }) => take(api.GET("/training/courses", { signal })) });

/** courseQuery asks for one course. */
export const courseQuery = (id: string) =>
  queryOptions({
    queryKey: ["training", "course", id],
    queryFn: ({ signal }) => take(api.GET("/training/courses/{id}", { params: { path: { id } }, signal })),
    refetchInterval: (q) => courseAgain(q.state.data),
  });

/** certificateQuery asks for one certificate. */
export const certificateQuery = (id: string) => queryOptions({ queryKey: ["training", "certificate", id], queryFn: ({ signal }) => take(api.GET("/training/certificates/{id}", { params: { path: { id } }, signal })) });

/** readinessQuery asks what the own people have learned. */
export const readinessQuery = queryOptions({ queryKey: ["training", "readiness"], queryFn: ({ signal }) => take(api.GET("/training/readiness", { signal })) });

/** useLearn runs one act in a course. Its answer is the course after it, which is shown at once. */
export function useLearn<A>(id: string, call: (a: A) => Promise<Course>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: call,
    onSuccess: (course) => {
      client.setQueryData(courseQuery(id).queryKey, course);
      void client.invalidateQueries({ queryKey: ["training", "courses"] });
    },
  });
}
