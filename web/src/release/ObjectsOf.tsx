import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { api, take } from "../base/api";
import { Panel } from "../base/page";
import { Empty, Failure, Loading } from "../base/states";
import { FeedRow } from "../intel/FeedRow";
import { w } from "../words";

/** ObjectsOf lists the objects of one release, as far as they are still here. */
export function ObjectsOf({ id }: { id: string }) {
  const pages = useInfiniteQuery({
    queryKey: ["release", id, "objects"],
    queryFn: ({ pageParam, signal }) => take(api.GET("/releases/{id}/objects", { params: { path: { id }, query: { limit: 50, ...(pageParam && { before: pageParam }) } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next || undefined,
  });
  const all = pages.data?.pages.flatMap((p) => p.items) ?? [];
  return (
    <Panel title={w.desk.objects} flush>
      {pages.isPending && <Loading />}
      {pages.error && <Failure of={pages.error} retry={() => void pages.refetch()} />}
      {pages.data && all.length === 0 && <Empty title={w.desk.objectsNone} text={w.desk.objectsNoneText} />}
      {all.map((o) => (
        <FeedRow key={o.seq} line={{ kind: "object", of: o, at: Date.parse(o.added) }} />
      ))}
      {pages.hasNextPage && (
        <Button variant="subtle" m="xs" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {w.desk.older}
        </Button>
      )}
    </Panel>
  );
}
