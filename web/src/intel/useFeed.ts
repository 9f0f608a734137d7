import { useInfiniteQuery, useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useHappenings, type News } from "../base/live";
import { releasePage, type Release, type Releases } from "../release/queries";
import { narrowsObjects, pageOf, type Filter, type Obj, type Objects } from "./filter";
import { renew, weave, type Line } from "./weave";

export type FeedLine = Line<Obj, Release>;

const atObject = (o: Obj) => Date.parse(o.added);
const atRelease = (r: Release) => Date.parse(r.at);
// The node lists releases by number; one that was long under way has an older number than its arrival.
const byTime = (all: Release[]) => all.sort((a, b) => atRelease(b) - atRelease(a));
const later = () => undefined; // the next happening tries again; what is on the page stays
const versionOf = (o: Obj) => `${o.id} ${o.seq}`;

/** useFeed reads objects and releases page by page, and puts what happens on top. */
export function useFeed(filter: Filter) {
  const client = useQueryClient();
  const show = filter.show ?? "all";
  const withObjects = show !== "releases";
  const withReleases = show !== "objects" && !(show === "all" && narrowsObjects(filter));

  const objectsKey = useMemo(() => ["feed", "objects", filter] as const, [filter]);
  const releasesKey = useMemo(() => ["feed", "releases"] as const, []);
  const objects = useInfiniteQuery({
    queryKey: objectsKey,
    queryFn: ({ pageParam, signal }) => pageOf(filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Objects) => last.next,
    enabled: withObjects,
    staleTime: Infinity, // news renews it
    refetchOnWindowFocus: false,
  });
  const releases = useInfiniteQuery({
    queryKey: releasesKey,
    queryFn: ({ pageParam, signal }) => releasePage(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Releases) => last.next,
    enabled: withReleases,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });

  const hear = useCallback(
    (news: News) => {
      if (news === "refused") return;
      const kinds = news === "gap" ? ["intel.", "release."] : news.map((h) => h.kind);
      const touches = (domain: string) => kinds.some((k) => k.startsWith(domain));
      // What was withdrawn disappears anywhere in the list, so that all that was read is read anew.
      if (kinds.some((k) => k.startsWith("intel.deleted") || k.startsWith("release.recall"))) {
        void client.invalidateQueries({ queryKey: ["feed"] });
        return;
      }
      if (withObjects && (touches("intel.") || touches("release."))) {
        void pageOf(filter, undefined).then(
          (head) => client.setQueryData<InfiniteData<Objects, string | undefined>>(objectsKey, (old) => renew(old, head, (o) => o.id, versionOf) as InfiniteData<Objects, string | undefined>),
          later,
        );
      }
      if (withReleases && (touches("release.") || touches("federation.") || touches("ledger."))) {
        void releasePage(undefined).then(
          (head) => client.setQueryData<InfiniteData<Releases, string | undefined>>(releasesKey, (old) => renew(old, head, (r) => r.id, (r) => r.id) as InfiniteData<Releases, string | undefined>),
          later,
        );
      }
    },
    [client, filter, objectsKey, releasesKey, withObjects, withReleases],
  );
  useHappenings(hear);

  const lines = useMemo<FeedLine[]>(
    () =>
      weave(
        { items: withObjects ? (objects.data?.pages.flatMap((p) => p.items) ?? []) : [], more: withObjects && objects.hasNextPage, at: atObject },
        { items: withReleases ? byTime(releases.data?.pages.flatMap((p) => p.items) ?? []) : [], more: withReleases && releases.hasNextPage, at: atRelease },
      ),
    [withObjects, withReleases, objects.data, objects.hasNextPage, releases.data, releases.hasNextPage],
  );

  const more = (withObjects && objects.hasNextPage) || (withReleases && releases.hasNextPage);
  const older = useCallback(() => {
    // The strand that ends sooner holds the other back.
    const last = (at: number | undefined) => at ?? Infinity;
    const lastObject = objects.data?.pages.at(-1)?.items.at(-1);
    const lastRelease = releases.data?.pages.at(-1)?.items.at(-1);
    const o = withObjects && objects.hasNextPage ? last(lastObject && atObject(lastObject)) : -Infinity;
    const r = withReleases && releases.hasNextPage ? last(lastRelease && atRelease(lastRelease)) : -Infinity;
    if (o >= r && withObjects && objects.hasNextPage && !objects.isFetchingNextPage) void objects.fetchNextPage();
    else if (withReleases && releases.hasNextPage && !releases.isFetchingNextPage) void releases.fetchNextPage();
  }, [objects, releases, withObjects, withReleases]);

  return {
    lines,
    more,
    older,
    loading: (withObjects && objects.isPending) || (withReleases && releases.isPending),
    loadingMore: objects.isFetchingNextPage || releases.isFetchingNextPage,
    error: (withObjects ? objects.error : null) ?? (withReleases ? releases.error : null),
    retry: () => {
      if (withObjects) void objects.refetch();
      if (withReleases) void releases.refetch();
    },
  };
}
