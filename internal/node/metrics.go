package node

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

// gatherTime bounds how long a reading of all figures may take.
const gatherTime = 10 * time.Second

// Figure is one number about the node. Label says of what, where a name has
// several.
type Figure struct {
	Name  string
	Label string
	Value float64
}

// figure describes a name: its help, and what its label is called.
type figure struct{ help, label string }

var described = map[string]figure{
	"followers_behind":     {"Journal entries that a follower has not handled.", "follower"},
	"peers":                {"Nodes that this node has a link with.", ""},
	"peers_connected":      {"Of these, those that are connected.", ""},
	"receipts_outstanding": {"Entries that the recipient has not signed for.", "peer"},
	"database_bytes":       {"Size of the database.", ""},
	"database_connections": {"Connections to the database in use.", "pool"},
	"database_waits_total": {"How often a connection had to be waited for.", "pool"},
	"disk_free_bytes":      {"Room left for the node's folder.", ""},
	"backup_age_seconds":   {"Age of the newest backup; absent when there is none.", ""},
	"start_time_seconds":   {"When the node was started, in seconds since 1970.", ""},
}

// metrics makes the node's own registry; there is no global one.
func (s *Service) metrics() {
	s.registry = prometheus.NewRegistry()
	s.requests = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "entente_http_request_seconds", Help: "How long answers took, by the pattern of the route and the status.",
		Buckets: []float64{.001, .005, .01, .05, .1, .5, 1, 5, 30},
	}, []string{"route", "status"})
	s.registry.MustRegister(s.requests, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), (*collector)(s))
}

// Observe counts one answer; see serve.Options.
func (s *Service) Observe(route string, status int, took time.Duration) {
	if route == "" {
		route = "none"
	}
	s.requests.WithLabelValues(route, strconv.Itoa(status)).Observe(took.Seconds())
}

// Metrics answers in Prometheus' form. Whoever serves it asks for
// authz.MetricsRead.
func (s *Service) Metrics() http.Handler {
	return promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.HTTPErrorOnError})
}

// Figures reads the node's own figures. It needs authz.MetricsRead.
func (s *Service) Figures(ctx context.Context, v authz.Viewer) (_ []Figure, err error) {
	defer errs.Wrap(&err, "node.Figures")
	if err := v.May(authz.MetricsRead); err != nil {
		return nil, err
	}
	return s.figures(ctx)
}

func (s *Service) figures(ctx context.Context) (all []Figure, err error) {
	add := func(name, label string, v float64) { all = append(all, Figure{name, label, v}) }
	peers, err := s.peers(ctx, s.eyes(s.DB.Realm()))
	if err != nil {
		return nil, err
	}
	connected := 0
	for _, p := range peers {
		if p.State == "connected" {
			connected++
		}
		add("receipts_outstanding", p.Party, float64(p.Outstanding))
	}
	add("peers", "", float64(len(peers)))
	add("peers_connected", "", float64(connected))
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		for _, c := range s.Counts {
			n, err := c.Read(ctx, tx)
			if err != nil {
				return err
			}
			add(c.Name, "", float64(n))
		}
		lags, err := s.lags(ctx, tx)
		for _, l := range lags {
			add("followers_behind", l.Name, float64(l.Behind))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	size, err := s.DB.Size(ctx)
	add("database_bytes", "", float64(size))
	for name, st := range s.DB.Pools() {
		add("database_connections", name, float64(st.InUse))
		add("database_waits_total", name, float64(st.WaitCount))
	}
	if free, _ := disk(s.Dir); free >= 0 {
		add("disk_free_bytes", "", float64(free))
	}
	if held, lerr := s.list(); lerr == nil && len(held) > 0 {
		add("backup_age_seconds", "", s.Clock.Now().Sub(held[0].At).Seconds())
	}
	add("start_time_seconds", "", float64(s.started.Unix()))
	return all, err
}

// collector hands the figures to Prometheus, read anew for each scrape.
type collector Service

// Describe implements prometheus.Collector: nothing, since what there is
// depends on the node's peers and followers.
func (c *collector) Describe(chan<- *prometheus.Desc) {}

// Collect implements prometheus.Collector.
func (c *collector) Collect(out chan<- prometheus.Metric) {
	s := (*Service)(c)
	ctx, cancel := context.WithTimeout(s.base, gatherTime)
	defer cancel()
	all, err := s.figures(ctx)
	if err != nil {
		out <- prometheus.NewInvalidMetric(prometheus.NewDesc("entente_figures", "The node's own figures.", nil, nil), err)
		return
	}
	for _, f := range all {
		about := described[f.Name]
		for _, n := range s.Counts {
			if n.Name == f.Name {
				about.help = n.Help
			}
		}
		var names, values []string
		if about.label != "" {
			names, values = []string{about.label}, []string{f.Label}
		}
		kind := prometheus.GaugeValue
		if f.Name == "database_waits_total" {
			kind = prometheus.CounterValue
		}
		out <- prometheus.MustNewConstMetric(prometheus.NewDesc("entente_"+f.Name, about.help, names, nil), kind, f.Value, values...)
	}
}
