// A dashboard's file in the types that Grafana's makers publish for the version that ships. They leave open what depends on a panel's
// type or on its data source; here the parts are put together. The queries of both data sources are no longer among those of 13:
// Elasticsearch's are taken from the last 12, Prometheus' from the makers' library for building dashboards.
import type * as bargauge from '@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen';
import type * as heatmap from '@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen';
import type * as logs from '@grafana/schema/dist/esm/raw/composable/logs/panelcfg/x/LogsPanelCfg_types.gen';
import type * as stat from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as table from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type * as timeseries from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';
import type * as raw from '@grafana/schema/dist/esm/raw/dashboard/x/Dashboard_types.gen';
import type { DataLink } from '@grafana/schema/apis/dashboard.grafana.app/v2';
import type { ElasticsearchDataQuery } from '@grafana/schema-12/dist/esm/raw/composable/elasticsearch/dataquery/x/ElasticsearchDataQuery_types.gen';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';

type With<Whole, Parts> = Omit<Whole, keyof Parts> & Parts;
type From<Type, Query> = With<Query, { datasource: { type: Type; uid: Type } }>;
type Prometheus = From<'prometheus', Omit<Dataquery, '_implementsDataqueryVariant'>>;
type Elasticsearch = From<'elasticsearch', ElasticsearchDataQuery>;

// The formats are Prometheus' own, read by its plugin alone.
type Annotation = With<raw.AnnotationQuery, { target: Prometheus }> & { titleFormat: string; textFormat: string; tagKeys: string };

type Panel<Type, Options, Custom> = With<
  raw.Panel,
  { type: Type; options: Options; fieldConfig: FieldConfig<Custom>; targets: (Prometheus | Elasticsearch)[] }
>;

type FieldConfig<Custom> = With<raw.FieldConfigSource, { defaults: With<raw.FieldConfig, { custom: Custom; links: DataLink[] }> }>;

/** The parts of a file that are checked one by one: the dashboard without its panels, and a panel of each type. */
export interface Parts {
  dashboard: With<raw.Dashboard, { annotations: { list: Annotation[] }; panels: unknown[] }>;
  bargauge: Panel<'bargauge', bargauge.Options, {}>;
  heatmap: Panel<'heatmap', heatmap.Options, heatmap.FieldConfig>;
  logs: Panel<'logs', logs.Options, {}>;
  row: With<raw.RowPanel, { panels: unknown[] }>;
  stat: Panel<'stat', stat.Options, {}>;
  table: Panel<'table', table.Options, table.FieldConfig>;
  timeseries: Panel<'timeseries', timeseries.Options, timeseries.FieldConfig>;
}
