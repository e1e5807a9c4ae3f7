/** The parts of ECharts that are drawn with, and no others: every chart of the client loads this one chunk. */
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { init, use, type EChartsCoreOption, type EChartsType } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, LineChart, GridComponent, SVGRenderer]);

export { init, type EChartsCoreOption, type EChartsType };
